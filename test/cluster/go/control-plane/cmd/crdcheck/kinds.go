package main

import (
	"os"
	"sync"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/runtime/schema"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

// kind is one served version of a CustomResourceDefinition. Its validators are compiled when first needed.
type kind struct {
	namespaced bool
	compile    func() (*compiled, error)
}

type compiled struct {
	structural *structural.Structural
	schema     validation.SchemaValidator
	rules      *cel.Validator
	status     bool
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
		shared := spec.Subresources != nil && spec.Subresources.Status != nil
		status := shared || (version.Subresources != nil && version.Subresources.Status != nil)
		id := schema.GroupVersionKind{Group: spec.Group, Version: version.Name, Kind: spec.Names.Kind}
		table[id] = kind{
			namespaced: spec.Scope == apiextensions.NamespaceScoped,
			compile:    sync.OnceValues(func() (*compiled, error) { return compile(validation.OpenAPIV3Schema, status) }),
		}
	}
	return nil
}

func compile(props *apiextensions.JSONSchemaProps, status bool) (*compiled, error) {
	shape, err := structural.NewStructural(props)
	if err != nil {
		return nil, err
	}
	validator, _, err := validation.NewSchemaValidator(props)
	if err != nil {
		return nil, err
	}
	return &compiled{shape, validator, cel.NewValidator(shape, true, celconfig.PerCallLimit), status}, nil
}
