// Lines holds the API server and the controllers of one Kubernetes line in one binary. It is built once for each line
// beside the one that the bench runs on, each from a file of pinned versions of its own. The name it is called by
// decides which program runs.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	manager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
)

func main() {
	switch name := filepath.Base(os.Args[0]); {
	case strings.HasPrefix(name, "kube-apiserver"):
		os.Exit(cli.Run(apiserver.NewAPIServerCommand()))
	case strings.HasPrefix(name, "kube-controller-manager"):
		os.Exit(cli.Run(manager.NewControllerManagerCommand()))
	default:
		fmt.Fprintf(os.Stderr, "lines: no program is named %q\n", name)
		os.Exit(2)
	}
}
