// Cert-manager runs the controllers of cert-manager that reach nothing but the API server, and its webhook. The
// programs that the project ships are modules which no registry serves, so this one puts the same published packages
// together: the self-signed and CA issuers, certificates, the approver, and signing requests of Kubernetes.
//
// Only a module whose path begins with cert-manager's own may import the internal packages that hold the webhook.
package main

import (
	"context"
	"flag"
	"os"
	"os/signal"
	"syscall"

	logf "github.com/cert-manager/cert-manager/pkg/logs"
	"golang.org/x/sync/errgroup"
	"sigs.k8s.io/controller-runtime/pkg/log"
)

func main() {
	kubeconfig := flag.String("kubeconfig", "", "kubeconfig file")
	var hook webhook
	flag.StringVar(&hook.address, "webhook-address", "", "where the webhook listens; empty: no webhook")
	flag.StringVar(&hook.certificate, "webhook-certificate", "", "certificate file of the webhook")
	flag.StringVar(&hook.key, "webhook-key", "", "key file of the webhook")
	flag.Parse()
	log.SetLogger(logf.Log)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return runControllers(ctx, *kubeconfig) })
	if hook.address != "" {
		group.Go(func() error { return hook.run(ctx, *kubeconfig) })
	}
	if err := group.Wait(); err != nil {
		logf.Log.Error(err, "ended")
		os.Exit(1)
	}
}
