// Crdcheck judges custom resources with the API server's own code, without a server: strict decoding, unknown
// fields, defaults, metadata, structural schema, list sets and maps, and CEL rules.
//
//	crdcheck CRDS... -- OBJECTS...
//
// Both lists hold files or folders. One line of JSON an object goes to stdout; the exit code is 1 when a known object
// has an error and 2 when something cannot be read.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
)

func main() {
	failed, err := judge(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "crdcheck:", err)
		os.Exit(2)
	}
	if failed {
		os.Exit(1)
	}
}

func judge(args []string) (failed bool, err error) {
	split := slices.Index(args, "--")
	if split < 0 {
		return false, fmt.Errorf("usage: crdcheck CRDS... -- OBJECTS")
	}
	kinds, err := loadKinds(args[:split])
	if err != nil {
		return false, err
	}
	out := json.NewEncoder(os.Stdout)
	err = eachDocument(args[split+1:], func(file string, index int, text []byte) error {
		verdict, err := kinds.check(text)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		verdict.File, verdict.Index = file, index
		failed = failed || len(verdict.Errors) > 0
		return out.Encode(verdict)
	})
	return failed, err
}
