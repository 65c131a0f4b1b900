package main

import (
	"context"
	"fmt"
	"slices"

	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	metadata "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
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

// stops lists the errors after which the API server does not run the CEL rules of an object.
var stops = []field.ErrorType{
	field.ErrorTypeNotSupported,
	field.ErrorTypeRequired,
	field.ErrorTypeTooLong,
	field.ErrorTypeTooMany,
	field.ErrorTypeTypeInvalid,
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
	if found.namespaced && object.GetNamespace() == "" {
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

func invalid(object *unstructured.Unstructured, namespaced bool, parts *compiled) field.ErrorList {
	// The server's own order: nulls that nothing admits go before defaults come, and a create cannot set the status.
	defaulting.PruneNonNullableNullsWithoutDefaults(object.Object, parts.structural)
	defaulting.Default(object.Object, parts.structural)
	if parts.status {
		delete(object.Object, "status")
	}
	if object.GetName() == "" && object.GetGenerateName() != "" {
		object.SetName(object.GetGenerateName() + "abcde")
	}
	all := metadata.ValidateObjectMetaAccessor(object, namespaced, metadata.NameIsDNSSubdomain, field.NewPath("metadata"))
	all = append(all, objectmeta.Validate(nil, object.Object, parts.structural, false)...)
	all = append(all, validation.ValidateCustomResource(nil, object.Object, parts.schema)...)
	all = append(all, listtype.ValidateListSetsAndMaps(nil, parts.structural, object.Object)...)
	stop := slices.ContainsFunc(all, func(one *field.Error) bool { return slices.Contains(stops, one.Type) })
	if parts.rules == nil || stop {
		return all
	}
	problems, _ := parts.rules.Validate(context.Background(), nil, parts.structural, object.Object, nil,
		celconfig.RuntimeCELCostBudget)
	return append(all, problems...)
}
