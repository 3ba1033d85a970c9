// Prints what other people's implementations make of keys, notes, cosignatures and proofs: golang.org/x/mod/sumdb/note
// signs and judges notes, filippo.io/torchwood cosigns and writes proof files. The tree has the leaves "entry 0" to
// "entry 4". Cosignatures carry the time of the run, so that no two runs print the same.
//
//	go run . > notes.json
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const origin = "log.example/one"
const size = 5

type judged struct {
	What string `json:"what"`
	Note string `json:"note"`
	Good bool   `json:"good"`
}

type vectors struct {
	LogSecret    string   `json:"logSecret"`
	LogKey       string   `json:"logKey"`
	WitnessSeed  string   `json:"witnessSeed"`
	WitnessKey   string   `json:"witnessKey"`
	Root         string   `json:"root"`
	Checkpoint   string   `json:"checkpoint"`
	Cosigned     string   `json:"cosigned"`
	CosignedAt   int64    `json:"cosignedAt"`
	Proof        string   `json:"proof"`
	ProofNoExtra string   `json:"proofWithoutExtra"`
	Judged       []judged `json:"judged"`
	JudgedKeys   []judged `json:"judgedKeys"`
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	zeros := bytes.NewReader(make([]byte, 1024))
	skey, vkey, err := note.GenerateKey(zeros, origin)
	if err != nil {
		panic(err)
	}
	signer := must(note.NewSigner(skey))
	verifier := must(note.NewVerifier(vkey))
	seed := bytes.Repeat([]byte{7}, ed25519.SeedSize)
	witness := must(torchwood.NewCosignatureSigner("witness.example/w1", ed25519.NewKeyFromSeed(seed)))

	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	for i := int64(0); i < size; i++ {
		stored = append(stored, must(tlog.StoredHashes(i, []byte(fmt.Sprintf("entry %d", i)), reader))...)
	}
	root := must(tlog.TreeHash(size, reader))
	text := torchwood.Checkpoint{Origin: origin, Tree: tlog.Tree{N: size, Hash: root}}.String()
	signed := must(note.Sign(&note.Note{Text: text}, signer))
	cosigned := must(note.Sign(must(note.Open(signed, note.VerifierList(verifier))), witness))
	opened := must(note.Open(cosigned, note.VerifierList(verifier, witness.Verifier())))
	at := must(torchwood.CosignatureTimestamp(opened.Sigs[1]))
	proof := must(tlog.ProveRecord(size, 2, reader))

	var out vectors
	out.LogSecret, out.LogKey = skey, vkey
	out.WitnessSeed = base64.StdEncoding.EncodeToString(seed)
	out.WitnessKey = witness.Verifier().String()
	out.Root = base64.StdEncoding.EncodeToString(root[:])
	out.Checkpoint, out.Cosigned, out.CosignedAt = string(signed), string(cosigned), at
	out.Proof = string(torchwood.FormatProofWithExtraData(2, []byte("entry 2"), proof, cosigned))
	out.ProofNoExtra = string(torchwood.FormatProof(2, proof, cosigned))

	sig := strings.SplitN(strings.SplitN(string(signed), "\n\n", 2)[1], "\n", 2)[0]
	body := sig[strings.LastIndex(sig, " ")+1:]
	raw := must(base64.StdEncoding.DecodeString(body))
	raw[20] ^= 1
	broken := "— " + origin + " " + base64.StdEncoding.EncodeToString(raw)
	stranger := must(note.Sign(&note.Note{Text: text}, must(note.NewSigner(strangerKey()))))
	strange := strings.TrimSuffix(strings.SplitN(string(stranger), "\n\n", 2)[1], "\n")
	for _, one := range []judged{
		{What: "as signed", Note: string(signed)},
		{What: "with a cosignature of a key unknown", Note: string(cosigned)},
		{What: "text changed", Note: strings.Replace(string(signed), "\n5\n", "\n6\n", 1)},
		{What: "signature changed", Note: text + "\n" + broken + "\n"},
		{What: "a stranger's signature only", Note: string(stranger)},
		{What: "a stranger's signature beside the log's", Note: text + "\n" + strange + "\n" + sig + "\n"},
		{What: "the same signature twice", Note: text + "\n" + sig + "\n" + sig + "\n"},
		{What: "no empty line", Note: text + sig + "\n"},
		{What: "no last newline", Note: text + "\n" + sig},
		{What: "an empty line behind", Note: string(signed) + "\n"},
		{What: "no signature", Note: text + "\n"},
		{What: "nothing", Note: ""},
		{What: "a tab", Note: strings.Replace(string(signed), "log.example", "log\t.example", 1)},
		{What: "a carriage return", Note: strings.ReplaceAll(string(signed), "\n", "\r\n")},
		{What: "a hyphen for the dash", Note: strings.Replace(string(signed), "—", "-", 1)},
		{What: "two spaces", Note: strings.Replace(string(signed), "— ", "—  ", 1)},
		{What: "base64 without padding", Note: strings.Replace(string(signed), "=", "", -1)},
		{What: "a name with a plus", Note: text + "\n" + "— a+b " + body + "\n" + sig + "\n"},
		{What: "a name with a wide space", Note: text + "\n" + "— a\u3000b " + body + "\n" + sig + "\n"},
		{What: "a name of an empty string", Note: text + "\n" + "—  " + body + "\n" + sig + "\n"},
		{What: "a signature of four bytes", Note: text + "\n" + "— x AAAAAA==\n" + sig + "\n"},
		{What: "a signature of five bytes", Note: text + "\n" + "— x AAAAAAA=\n" + sig + "\n"},
		{What: "a hundred signatures", Note: text + "\n" + strings.Repeat("— x AAAAAAA=\n", 99) + sig + "\n"},
		{What: "a hundred and one", Note: text + "\n" + strings.Repeat("— x AAAAAAA=\n", 100) + sig + "\n"},
	} {
		_, err := note.Open([]byte(one.Note), note.VerifierList(verifier))
		one.Good = err == nil
		out.Judged = append(out.Judged, one)
	}
	for _, one := range []judged{
		{What: "as made", Note: vkey},
		{What: "of another name", Note: "x" + vkey},
		{What: "of another hash", Note: strings.Replace(vkey, "+", "+0", 1)[:len(vkey)]},
		{What: "without a hash", Note: origin},
		{What: "with a space", Note: strings.Replace(vkey, "one", "o ne", 1)},
		{What: "with bytes behind", Note: vkey + "AAAA"},
		{What: "a witness's", Note: witness.Verifier().String()},
	} {
		_, err := note.NewVerifier(one.Note)
		if err != nil {
			_, err = torchwood.NewCosignatureVerifier(one.Note)
		}
		one.Good = err == nil
		out.JudgedKeys = append(out.JudgedKeys, one)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(out); err != nil {
		panic(err)
	}
}

func strangerKey() string {
	skey, _, err := note.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{9}, 1024)), origin)
	if err != nil {
		panic(err)
	}
	return skey
}
