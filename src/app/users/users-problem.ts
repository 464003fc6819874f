import { HttpErrorResponse } from '@angular/common/http';
import type { Messages, Problem } from '../auth';
import { NoUserList } from './users-page';

/** Explains why there is no list; adds to the messages the answers that only look like a success. */
export async function explainUsersError(error: unknown, messages: Messages): Promise<Problem> {
  // HttpClient reports a success whose body is no JSON as an error with a status below 300.
  const notJson = error instanceof HttpErrorResponse && error.status >= 200 && error.status < 300;
  if (!notJson && !(error instanceof NoUserList)) return messages.explain(error);
  return {
    title: 'This is no list of users',
    detail: notJson
      ? `Expected JSON, came ${error.headers.get('Content-Type') ?? 'an answer without a type'}.`
      : error.message,
    remedy:
      'Check “issuer” in okta.config.json, and whether a proxy or a sign-in page answers in the place of the org.',
    status: notJson ? error.status : 200,
  };
}
