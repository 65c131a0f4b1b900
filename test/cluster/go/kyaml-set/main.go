// kyaml-set sets the values under the markers of one image policy in a file, with the reader and writer of kyaml,
// which the image automation controller of Flux uses.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: kyaml-set FILE POLICY VALUE")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(file, policy, value string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	reader := kio.ByteReader{Reader: bytes.NewReader(text), PreserveSeqIndent: true}
	nodes, err := reader.Read()
	if err != nil {
		return err
	}
	count := 0
	for _, node := range nodes {
		set(node.YNode(), policy, value, &count)
	}
	var out bytes.Buffer
	if err := (kio.ByteWriter{Writer: &out}).Write(nodes); err != nil {
		return err
	}
	fmt.Println(count)
	return os.WriteFile(file, out.Bytes(), 0o644)
}

func set(node *yaml.Node, policy, value string, count *int) {
	if node.Kind == yaml.ScalarNode && names(node.LineComment, policy) {
		node.Value = value
		*count++
	}
	for _, child := range node.Content {
		set(child, policy, value, count)
	}
}

func names(comment, policy string) bool {
	marker := map[string]string{}
	if err := json.Unmarshal([]byte(strings.TrimLeft(comment, "# ")), &marker); err != nil {
		return false
	}
	return marker["$imagepolicy"] == policy
}
