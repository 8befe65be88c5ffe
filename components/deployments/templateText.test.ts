import { describe, expect, it } from "vitest";
import { templateText } from "./templateText";

const yaml = `apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web-1
spec:
  replicas: 3
  template:
    metadata:
      labels:
        app: web
        pod-template-hash: abc
    spec:
      containers:
        - name: web
          image: web:1
  minReadySeconds: 0
status:
  replicas: 3
`;

describe("the template in a ReplicaSet's YAML", () => {
  it("is cut out, without what only tells ReplicaSets apart", () => {
    expect(templateText(yaml)).toBe(`metadata:
  labels:
    app: web
spec:
  containers:
    - name: web
      image: web:1`);
  });

  it("is cut out of a ControllerRevision, without the word that makes it replace another", () => {
    const kept = `apiVersion: apps/v1
data:
  spec:
    template:
      $patch: replace
      metadata:
        labels:
          app: db
      spec:
        containers: []
kind: ControllerRevision
revision: 2
`;
    expect(templateText(kept)).toBe(`metadata:
  labels:
    app: db
spec:
  containers: []`);
  });

  it("is the whole text where there is none", () => {
    expect(templateText("kind: Pod\n")).toBe("kind: Pod\n");
  });
});
