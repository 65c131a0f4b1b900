package main

import (
	"context"
	"fmt"

	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/storage/names"
	"sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

// verdict is what is said of one object.
type verdict struct {
	File       string   `json:"file"`
	Index      int      `json:"index"`
	APIVersion string   `json:"apiVersion"`
	Kind       string   `json:"kind"`
	Namespace  string   `json:"namespace,omitempty"`
	Name       string   `json:"name"`
	Known      bool     `json:"known"`
	Errors     []string `json:"errors,omitempty"`
}

func (table kinds) check(text []byte) (verdict, error) {
	content, problems, err := decode(text)
	if err != nil {
		return verdict{Errors: []string{"parse: " + err.Error()}}, nil
	}
	object := &unstructured.Unstructured{Object: content}
	result := verdict{
		APIVersion: object.GetAPIVersion(),
		Kind:       object.GetKind(),
		Namespace:  object.GetNamespace(),
		Name:       object.GetName(),
		Errors:     problems,
	}
	found, known := table[object.GroupVersionKind()]
	if !known {
		return result, nil
	}
	result.Known = true
	parts, err := found.compile()
	if err != nil {
		return result, err
	}
	if namespace, _, _ := unstructured.NestedFieldNoCopy(content, "metadata", "namespace"); found.namespaced &&
		(namespace == nil || namespace == "") {
		object.SetNamespace("default")
	}
	result.Errors = append(result.Errors, unknownFields(object, parts.structural)...)
	for _, problem := range invalid(object, found.namespaced, parts) {
		result.Errors = append(result.Errors, problem.Error())
	}
	return result, nil
}

func decode(text []byte) (content map[string]any, problems []string, err error) {
	document, err := yaml.YAMLToJSONStrict(text)
	if err != nil {
		return nil, nil, err
	}
	strict, err := json.UnmarshalStrict(document, &content)
	for _, problem := range strict {
		problems = append(problems, "strict decoding: "+problem.Error())
	}
	return content, problems, err
}

func unknownFields(object *unstructured.Unstructured, shape *structural.Structural) (problems []string) {
	problem, unknown := objectmeta.CoerceWithOptions(nil, object.Object, shape, true,
		objectmeta.CoerceOptions{ReturnUnknownFieldPaths: true})
	if problem != nil {
		problems = append(problems, problem.Error())
	}
	pruned := pruning.PruneWithOptions(object.Object, shape, true,
		structural.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	for _, path := range append(unknown, pruned...) {
		problems = append(problems, fmt.Sprintf("strict decoding: unknown field %q", path))
	}
	return problems
}

// invalid lists what the server refuses after decoding, by the strategy with which it creates custom resources.
func invalid(object *unstructured.Unstructured, namespaced bool, parts *compiled) field.ErrorList {
	// The server's own order: nulls that nothing admits go before defaults come.
	defaulting.PruneNonNullableNullsWithoutDefaults(object.Object, parts.structural)
	defaulting.Default(object.Object, parts.structural)
	if !namespaced {
		object.SetNamespace("")
	}
	if prefix := object.GetGenerateName(); object.GetName() == "" && prefix != "" {
		object.SetName(names.SimpleNameGenerator.GenerateName(prefix))
	}
	// Who managed which field is worked out anew for a request.
	object.SetManagedFields(nil)
	ctx := request.WithNamespace(context.Background(), object.GetNamespace())
	parts.strategy.PrepareForCreate(ctx, object)
	return parts.strategy.Validate(ctx, object)
}
