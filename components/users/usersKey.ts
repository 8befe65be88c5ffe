/** Where the query cache keeps the list of users. */
export const usersKey = ["users.list"] as const;
/** And where it keeps the tokens of one of them. */
export const userTokensKey = (id: string) => ["users.tokens", id] as const;
