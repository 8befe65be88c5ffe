/** Holds a CustomResourceDefinition that is being deleted until the last of its objects is gone. */
export const cleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";
