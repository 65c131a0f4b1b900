// Helm-values composes the values of HelmReleases with the code that helm-controller uses, and judges them with Helm's:
// it reads a question as JSON from standard input and writes one answer a release to standard output.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/fluxcd/pkg/apis/meta"
	"github.com/fluxcd/pkg/chartutil"
	"github.com/go-logr/logr"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
)

type question struct {
	Releases   []release          `json:"releases"`
	ConfigMaps []corev1.ConfigMap `json:"configMaps"`
	Secrets    []corev1.Secret    `json:"secrets"`
}

type release struct {
	Name       string                 `json:"name"`
	Namespace  string                 `json:"namespace"`
	Values     map[string]any         `json:"values"`
	ValuesFrom []meta.ValuesReference `json:"valuesFrom"`
	// Defaults are the values.yaml of the chart, Schema its values.schema.json, where they are known.
	Defaults map[string]any  `json:"defaults"`
	Schema   json.RawMessage `json:"schema"`
}

type answer struct {
	Name string `json:"name"`
	// Values are what the chart is given; Error says why there are none.
	Values map[string]any `json:"values,omitempty"`
	Error  string         `json:"error,omitempty"`
	// Refused is what the schema of the chart objects to.
	Refused string `json:"refused,omitempty"`
}

func main() {
	var asked question
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		fail(err)
	}
	builder := fake.NewClientBuilder()
	for i := range asked.ConfigMaps {
		builder = builder.WithObjects(&asked.ConfigMaps[i])
	}
	for i := range asked.Secrets {
		builder = builder.WithObjects(&asked.Secrets[i])
	}
	reader := builder.Build()
	answers := make([]answer, 0, len(asked.Releases))
	for _, one := range asked.Releases {
		answers = append(answers, judge(reader, one))
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		fail(err)
	}
}

func judge(reader client.Client, one release) answer {
	values, err := chartutil.ChartValuesFromReferences(
		context.Background(), logr.Discard(), reader, one.Namespace, one.Values, one.ValuesFrom...)
	if err != nil {
		return answer{Name: one.Name, Error: err.Error()}
	}
	return answer{Name: one.Name, Values: values, Refused: refusal(one, values)}
}

// Helm judges the values after it has merged them over the defaults of the chart.
func refusal(one release, values common.Values) string {
	if len(one.Schema) == 0 {
		return ""
	}
	merged, err := util.CoalesceValues(&chart.Chart{Metadata: &chart.Metadata{Name: one.Name}, Values: one.Defaults}, values)
	if err != nil {
		return err.Error()
	}
	if err := util.ValidateAgainstSingleSchema(merged, one.Schema); err != nil {
		return err.Error()
	}
	return ""
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "helm-values:", err)
	os.Exit(1)
}
