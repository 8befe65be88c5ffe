/** Where the query cache keeps the list of users. */
export const usersKey = ["users.list"] as const;
