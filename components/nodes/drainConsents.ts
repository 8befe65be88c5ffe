export interface Consent {
  /** Pods that nobody makes again go for good. */
  readonly force: boolean;
  /** Files in emptyDir volumes are lost. */
  readonly deleteEmptyDirData: boolean;
}

const consentTo = { unmanaged: "force", emptyDir: "deleteEmptyDirData" } as const;

interface Blocker {
  readonly kind: "unmanaged" | "emptyDir" | "budget";
}

/** What a blocker asks a person to agree to; nothing lifts a budget but time. */
export function consentFor(kind: Blocker["kind"]): keyof Consent | undefined {
  return kind === "budget" ? undefined : consentTo[kind];
}

/** The blockers that nobody has agreed to yet. */
export function openBlockers<B extends Blocker>(blockers: readonly B[], consent: Consent): readonly B[] {
  return blockers.filter(({ kind }) => {
    const needed = consentFor(kind);
    return needed === undefined || !consent[needed];
  });
}
