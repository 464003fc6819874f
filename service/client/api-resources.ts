import { z } from 'zod';

/** A user in responses of the API. Members that are not listed here are kept. */
export const userSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  created: z.string(),
  lastLogin: z.string().nullish(),
  profile: z.looseObject({
    firstName: z.string().nullish(),
    lastName: z.string().nullish(),
    login: z.string(),
    email: z.string().nullish(),
  }),
});
export type User = z.infer<typeof userSchema>;

/** An app in responses of the API. Members that are not listed here are kept. */
export const appSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  label: z.string(),
  status: z.string(),
  settings: z
    .looseObject({
      oauthClient: z
        .looseObject({
          application_type: z.string().nullish(),
          dpop_bound_access_tokens: z.boolean().nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
export type App = z.infer<typeof appSchema>;
