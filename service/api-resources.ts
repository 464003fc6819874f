/** A user in responses of the API. */
export interface User {
  id: string;
  status: string;
  created: string;
  lastLogin: string | null;
  profile: { firstName?: string; lastName?: string; login: string; email?: string } & Record<string, unknown>;
}

/** An app in responses of the API. */
export interface App {
  id: string;
  name: string;
  label: string;
  status: string;
  settings?: { oauthClient?: { application_type?: string; dpop_bound_access_tokens?: boolean } };
}
