package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
)

var extensions = []string{".json", ".yaml", ".yml"}

// list returns the JSON and YAML files in files and folders, sorted.
func list(roots []string) ([]string, error) {
	var found []string
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && slices.Contains(extensions, filepath.Ext(path)) {
				found = append(found, path)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(found)
	return found, nil
}

// eachDocument calls back for every document that is not empty.
func eachDocument(roots []string, visit func(file string, index int, text []byte) error) error {
	paths, err := list(roots)
	if err != nil {
		return err
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
		for index := 0; ; index++ {
			document, err := reader.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
			if len(bytes.TrimSpace(document)) == 0 {
				continue
			}
			if err := visit(path, index, document); err != nil {
				return err
			}
		}
	}
	return nil
}
