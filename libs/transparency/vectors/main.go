// Prints what other people's implementations say about some trees: golang.org/x/mod/sumdb/tlog for hashes and proofs,
// github.com/transparency-dev/tessera for the paths of tiles. Leaf i is "entry i".
//
//	go run . > vectors.json
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"

	"github.com/transparency-dev/tessera/api/layout"
	"golang.org/x/mod/sumdb/tlog"
)

type root struct {
	Size int64  `json:"size"`
	Root string `json:"root"`
}

type inclusion struct {
	Index int64    `json:"index"`
	Size  int64    `json:"size"`
	Proof []string `json:"proof"`
}

type consistency struct {
	OldSize int64    `json:"oldSize"`
	Size    int64    `json:"size"`
	Proof   []string `json:"proof"`
}

type path struct {
	Level string `json:"level"`
	Index uint64 `json:"index"`
	Width uint8  `json:"width"`
	Path  string `json:"path"`
}

type vectors struct {
	Roots       []root        `json:"roots"`
	Inclusion   []inclusion   `json:"inclusion"`
	Consistency []consistency `json:"consistency"`
	Paths       []path        `json:"paths"`
}

const largest = 65537

func main() {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	for i := int64(0); i < largest; i++ {
		hashes, err := tlog.StoredHashes(i, []byte(fmt.Sprintf("entry %d", i)), reader)
		check(err)
		stored = append(stored, hashes...)
	}

	var out vectors
	for size := int64(0); size <= largest; size++ {
		if size > 1025 && size < 65535 {
			continue
		}
		hash, err := tlog.TreeHash(size, reader)
		check(err)
		out.Roots = append(out.Roots, root{size, text(hash)})
	}
	sizes := []int64{1, 2, 3, 5, 7, 8, 21, 255, 256, 257, 513, 1025, 65535, 65536, 65537}
	for _, size := range sizes {
		for _, index := range []int64{0, 1, size / 3, size / 2, size - 2, size - 1} {
			if index < 0 || index >= size {
				continue
			}
			proof, err := tlog.ProveRecord(size, index, reader)
			check(err)
			out.Inclusion = append(out.Inclusion, inclusion{index, size, texts(proof)})
		}
		for _, old := range sizes {
			if old > size {
				continue
			}
			proof, err := tlog.ProveTree(size, old, reader)
			check(err)
			out.Consistency = append(out.Consistency, consistency{old, size, texts(proof)})
		}
	}
	for _, index := range []uint64{0, 1, 67, 999, 1000, 1001, 234067, 999999, 1000000, 1234067, 1234567890} {
		for _, width := range []uint8{0, 1, 8, 112, 255} {
			for _, level := range []uint64{0, 1, 4} {
				out.Paths = append(out.Paths, path{fmt.Sprint(level), index, width, layout.TilePath(level, index, width)})
			}
			out.Paths = append(out.Paths, path{"entries", index, width, layout.EntriesPath(index, width)})
		}
	}
	check(json.NewEncoder(os.Stdout).Encode(out))
}

func text(hash tlog.Hash) string { return base64.StdEncoding.EncodeToString(hash[:]) }

func texts(hashes []tlog.Hash) []string {
	out := []string{}
	for _, hash := range hashes {
		out = append(out, text(hash))
	}
	return out
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
