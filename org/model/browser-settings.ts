import type { AppSettings } from './app-changes.js';
import { AppError } from './app-error.js';
import type { App } from './seed.js';
import { rotationOf } from './token-rotation.js';

/**
 * Settings as an app can take them: what is set of the rotation is added to what is kept of it, and a service, to which
 * nobody signs in, has neither that nor assignments.
 *
 * @param app as it is now; left out: it is to be made
 * @throws AppError when a service is to have refresh tokens, or to be open to people
 */
export function fitted(type: App['type'], settings: Partial<AppSettings>, app?: App): Record<string, unknown> {
  const { refresh_token: rotation, implicit_assignment: isForEveryone, ...others } = settings;
  if (type === 'service') {
    if (rotation) throw new AppError([['refresh_token', `${ONLY_BROWSER} has refresh tokens.`]]);
    if (isForEveryone) throw new AppError([['implicitAssignment', `${ONLY_BROWSER} is open to people.`]]);
    return others;
  }
  return {
    ...others,
    ...(isForEveryone !== undefined && { implicit_assignment: isForEveryone }),
    ...(rotation && { refresh_token: { ...rotationOf(app), ...rotation } }),
  };
}

const ONLY_BROWSER = "Only a client with 'application_type' of 'browser'";
