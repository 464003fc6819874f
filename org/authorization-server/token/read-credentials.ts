import type { Context } from 'koa';
import type { Directory } from '../../model/directory.js';
import type { User } from '../../model/user.js';

/** What came of a sign-in form: the login that was typed in, and the user when the password is right. */
export function readCredentials(
  ctx: Context,
  form: URLSearchParams,
  directory: Directory,
): { username: string; user: User | undefined } {
  const username = form.get('username') ?? '';
  const user = directory.authenticate(username, form.get('password') ?? '');
  ctx.state['signIn'] = { user, login: username }; // for whoever keeps a log
  if (!user) ctx.status = 400;
  return { username, user };
}
