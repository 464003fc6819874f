/** What went wrong, told to a user. */
export interface Problem {
  title: string;
  /** What happened, in Okta's words where it said something. */
  detail: string;
  /** What to do next. */
  remedy: string;
  /** Okta's `error` or `errorCode`. */
  code?: string;
  /** HTTP status of the answer. */
  status?: number;
  /** The `X-Okta-Request-Id` of the answer. */
  requestId?: string;
  /** True where signing in again is the remedy. */
  signIn?: boolean;
  /** True where loading the page anew is the remedy. */
  reload?: boolean;
}
