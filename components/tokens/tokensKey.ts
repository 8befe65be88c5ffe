/** Where the query cache keeps the list of one's own tokens. */
export const tokensKey = ["tokens.list"] as const;
