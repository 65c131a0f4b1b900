package main

import (
	"context"
	"os"
	"sync"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresource"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/yaml"
)

// kind is one served version of a CustomResourceDefinition. Its validators are compiled when first needed.
type kind struct {
	namespaced bool
	compile    func() (*compiled, error)
}

type compiled struct {
	structural *structural.Structural
	strategy   strategy
}

// strategy is the part of the server that prepares and validates new custom resources.
type strategy interface {
	PrepareForCreate(ctx context.Context, object runtime.Object)
	Validate(ctx context.Context, object runtime.Object) field.ErrorList
}

type kinds map[schema.GroupVersionKind]kind

func loadKinds(roots []string) (kinds, error) {
	paths, err := list(roots)
	if err != nil {
		return nil, err
	}
	table := kinds{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		var definition apiextensionsv1.CustomResourceDefinition
		if yaml.Unmarshal(text, &definition) != nil || definition.Kind != "CustomResourceDefinition" {
			continue
		}
		if err := table.add(&definition); err != nil {
			return nil, err
		}
	}
	return table, nil
}

func (table kinds) add(definition *apiextensionsv1.CustomResourceDefinition) error {
	apiextensionsv1.SetDefaults_CustomResourceDefinition(definition)
	apiextensionsv1.SetDefaults_CustomResourceDefinitionSpec(&definition.Spec)
	var internal apiextensions.CustomResourceDefinition
	err := apiextensionsv1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(
		definition, &internal, nil)
	if err != nil {
		return err
	}
	spec := internal.Spec
	for _, version := range spec.Versions {
		// The conversion moves a schema that all versions share to the top of the definition.
		validation := version.Schema
		if validation == nil {
			validation = spec.Validation
		}
		if !version.Served || validation == nil {
			continue
		}
		// So it does with subresources.
		extra := version.Subresources
		if extra == nil {
			extra = spec.Subresources
		}
		id := schema.GroupVersionKind{Group: spec.Group, Version: version.Name, Kind: spec.Names.Kind}
		namespaced := spec.Scope == apiextensions.NamespaceScoped
		table[id] = kind{
			namespaced: namespaced,
			compile: sync.OnceValues(func() (*compiled, error) {
				return compile(id, namespaced, validation.OpenAPIV3Schema, extra)
			}),
		}
	}
	return nil
}

func compile(
	id schema.GroupVersionKind, namespaced bool, props *apiextensions.JSONSchemaProps,
	extra *apiextensions.CustomResourceSubresources,
) (*compiled, error) {
	shape, err := structural.NewStructural(props)
	if err != nil {
		return nil, err
	}
	validator, _, err := validation.NewSchemaValidator(props)
	if err != nil {
		return nil, err
	}
	if extra == nil {
		extra = &apiextensions.CustomResourceSubresources{}
	}
	return &compiled{shape, customresource.NewStrategy(
		nil, namespaced, id, validator, nil, shape, extra.Status, extra.Scale, nil)}, nil
}
