// Prints how Kubernetes writes its API types in protobuf, as JSON: for each message its fields by number. Made anew for
// another version of Kubernetes in a folder of its own:
//
//	go mod init fields && go get k8s.io/client-go/kubernetes/scheme@v0.37.2
//	go get k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1@v0.37.2 && go run protobufFields.go > fields.generated.json
//
// A field is [name in JSON, type, flag]; flag: "r" repeated, "m" map (of string to type), "p" a pointer, whose zero
// means something, "z" a value whose zero is written.
package main

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
)

var messages = map[string]map[string][]string{}

func main() {
	if err := apiextensions.AddToScheme(scheme.Scheme); err != nil {
		panic(err)
	}
	for kind, kindType := range scheme.Scheme.AllKnownTypes() {
		if kind.Version != "__internal" && wanted(kind) {
			walk(kindType)
		}
	}
	text, _ := json.Marshal(messages)
	os.Stdout.Write(append([]byte(strings.ReplaceAll(string(text), "},\"", "},\n\"")), '\n'))
}

func wanted(kind schema.GroupVersionKind) bool {
	stable := !strings.Contains(kind.Version, "alpha") && !strings.Contains(kind.Version, "beta")
	return stable && kind.Group != "extensions" && !strings.HasSuffix(kind.Kind, "List")
}

// "core.v1.Pod", after the package that the type lies in.
func nameOf(t reflect.Type) string {
	path := strings.Split(t.PkgPath(), "/")
	at := len(path) - 2
	if path[len(path)-1] == "resource" || path[len(path)-1] == "intstr" || path[len(path)-1] == "runtime" {
		at = len(path) - 1
	}
	return strings.Join(append(path[at:], t.Name()), ".")
}

func walk(t reflect.Type) {
	name := nameOf(t)
	if _, known := messages[name]; known {
		return
	}
	fields := map[string][]string{}
	messages[name] = fields
	for i := 0; i < t.NumField(); i++ {
		field := t.Field(i)
		tag := strings.Split(field.Tag.Get("protobuf"), ",")
		if len(tag) < 2 {
			continue
		}
		kind, flags := typeOf(field.Type)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if flags == "" && name != "" && !strings.Contains(options, "omitempty") {
			flags = "z"
		}
		fields[tag[1]] = []string{name, kind, flags}
	}
}

var leaves = map[string]string{
	"meta.v1.Time": "time", "meta.v1.MicroTime": "microTime", "resource.Quantity": "quantity",
	"intstr.IntOrString": "intOrString", "runtime.RawExtension": "raw", "meta.v1.FieldsV1": "raw",
	"meta.v1.Duration": "duration",
	"apiextensions.v1.JSON": "json", "apiextensions.v1.JSONSchemaPropsOrBool": "schemaOrBool",
	"apiextensions.v1.JSONSchemaPropsOrArray": "schemaOrArray", "apiextensions.v1.JSONSchemaPropsOrStringArray": "schemaOrStrings",
}

func typeOf(t reflect.Type) (string, string) {
	switch t.Kind() {
	case reflect.Pointer:
		kind, _ := typeOf(t.Elem())
		return kind, "p"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes", ""
		}
		kind, _ := typeOf(t.Elem())
		return kind, "r"
	case reflect.Map:
		kind, flags := typeOf(t.Elem())
		if flags == "r" { // In a message of its own, whose only field holds them.
			kind = kind + "[]"
		}
		return kind, "m"
	case reflect.Struct:
		name := nameOf(t)
		if leaf, is := leaves[name]; is {
			return leaf, ""
		}
		walk(t)
		return name, ""
	default:
		return t.Kind().String(), ""
	}
}
