import type { Seed } from './seed.js';

/** Where the shipped seed says that the Angular app is. */
const SEED_APP_ORIGIN = 'http://localhost:4200';

/**
 * A seed whose addresses of the Angular app (redirect URIs, trusted origins) have the port that it really has. Other
 * addresses stay as they are.
 */
export function withAppPort(seed: Seed, appPort: number): Seed {
  const { origin: appOrigin } = new URL(`http://localhost:${appPort}`);
  const follow = (uri: string): string =>
    uri.startsWith(SEED_APP_ORIGIN) && new URL(uri).origin === SEED_APP_ORIGIN
      ? appOrigin + uri.slice(SEED_APP_ORIGIN.length)
      : uri;
  return {
    ...seed,
    apps: seed.apps.map((app) => ({
      ...app,
      redirect_uris: app.redirect_uris.map(follow),
      post_logout_redirect_uris: app.post_logout_redirect_uris.map(follow),
    })),
    trustedOrigins: seed.trustedOrigins.map((trusted) => ({ ...trusted, origin: follow(trusted.origin) })),
  };
}
