import type { Context, Middleware } from 'koa';
import type { Provider } from 'oidc-provider';
import { html, page, PAGE_POLICY } from '../../pages/page.js';
import type { OrgContext } from '../../context.js';
import { endSession } from './session.js';

/**
 * Okta's `GET /login/signout`: ends the org's session and redirects the browser to `fromURI`, if its origin is the org's
 * own or a Trusted Origin for redirects. For any other address it shows a page that says why, since an open redirect would
 * let anyone make links that lead users from the org to another site.
 */
export function signOut({ origin, trustedOrigins }: OrgContext, provider: Provider): Middleware {
  return async (ctx, next) => {
    // Tools that check links use HEAD. It must not sign anyone out.
    if (ctx.method === 'HEAD') {
      await next();
      return;
    }
    const session = await provider.Session.get(ctx);
    if (session.accountId !== undefined) await endSession(ctx, session, { userId: session.accountId });
    ctx.set('Cache-Control', 'no-store');
    const { fromURI } = ctx.query;
    const target = typeof fromURI === 'string' ? targetOf(fromURI) : undefined;
    if (target === undefined) {
      showSignedOut(ctx, [fromURI].flat().join(' '));
      return;
    }
    ctx.status = 302;
    ctx.redirect(target);
  };

  function targetOf(fromUri: string): string | undefined {
    if (!URL.canParse(fromUri, origin)) return undefined;
    const to = new URL(fromUri, origin);
    // A blob: URL has the origin of the page that created it. A username in a URL can be mistaken for its host.
    const isWeb = /^https?:$/.test(to.protocol) && to.username === '' && to.password === '';
    return isWeb && (to.origin === origin || trustedOrigins.trusts(to.origin, 'REDIRECT')) ? to.href : undefined;
  }
}

/** @param refused the address that the browser was not redirected to; empty for none */
function showSignedOut(ctx: Context, refused: string): void {
  ctx.type = 'html';
  ctx.set('Content-Security-Policy', PAGE_POLICY);
  ctx.body = page({
    title: 'Signed out',
    body: html`<main class="card wide">
      <p class="org"><img src="/assets/icon.svg" alt="" width="24" height="24" /> Practice org</p>
      <h1>You are signed out</h1>
      ${
        refused
          ? html`<p class="alert" role="alert">
                The browser was not redirected, because the address does not belong to a Trusted Origin.
              </p>
              <p>
                The value of <code>fromURI</code>:<br />
                <code>${refused.slice(0, 500)}</code>
              </p>
              <p>
                To allow it, add its origin with <strong>Redirect</strong> in the Admin Console, under Security → API →
                Trusted Origins.
              </p>`
          : undefined
      }
      <p><a href="/admin">Admin Console</a></p>
      <p><a href="/">About this org</a></p>
    </main>`,
  });
}
