/** What a source of chance is for (see `Random.restart`): a number of its own for each, so that none reads another's draws. */
export const TOPIC = { company: 1, quality: 2, exposure: 3, yearly: 4, service: 5, live: 6, declaration: 7 } as const;
