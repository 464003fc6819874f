import type { KoaContextWithOIDC } from 'oidc-provider';
import { html } from '../../pages/page.js';
import { oktaDescription } from './authorization-errors.js';

/**
 * Okta's response mode `okta_post_message`: the response is posted to the page that opened the frame or window, if it has
 * the origin of the app's redirect URI. okta-auth-js renews tokens this way in a hidden frame.
 */
export function oktaPostMessage(ctx: KoaContextWithOIDC, redirectUri: string, payload: Record<string, unknown>): void {
  const { error_description: description } = payload;
  const message =
    typeof description === 'string' ? { ...payload, error_description: oktaDescription(description) } : payload;
  const { origin } = new URL(redirectUri);
  ctx.status = 200; // for an error too: the app handles it
  ctx.type = 'html';
  ctx.set(
    'Content-Security-Policy',
    `default-src 'none'; script-src 'self'; frame-ancestors ${origin}; base-uri 'none'`,
  );
  ctx.body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Back to the app</title>
      </head>
      <body data-target="${origin}" data-message="${JSON.stringify(message)}">
        <script src="/assets/post-message.js"></script>
      </body>
    </html>`.toString();
}
