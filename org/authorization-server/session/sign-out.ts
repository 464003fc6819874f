import type { Context, Middleware } from 'koa';
import type { Provider } from 'oidc-provider';
import { html, page, PAGE_POLICY } from '../../pages/page.js';
import type { OrgContext } from '../../context.js';
import { SIGN_OUT_PATH } from '../../http/paths.js';
import { endSession } from './session.js';

/**
 * Okta's `GET /login/signout`: ends the org's session, and sends the browser to `fromURI` if its origin is the org's own
 * or trusted for redirects. Otherwise the browser stays here, with a page that says why: whoever makes a link must not
 * be able to lead people from the org to any other place.
 */
export function signOut({ origin, trustedOrigins }: OrgContext, provider: Provider): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== SIGN_OUT_PATH || ctx.method !== 'GET') {
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
    // A blob: has the origin of who made it; a user name would be shown in place of the host.
    const isWeb = /^https?:$/.test(to.protocol) && to.username === '' && to.password === '';
    return isWeb && (to.origin === origin || trustedOrigins.trusts(to.origin, 'REDIRECT')) ? to.href : undefined;
  }
}

/** @param came the address that the browser was to go to; empty for none */
function showSignedOut(ctx: Context, came: string): void {
  ctx.type = 'html';
  ctx.set('Content-Security-Policy', PAGE_POLICY);
  ctx.body = page({
    title: 'Signed out',
    body: html`<main class="card wide">
      <p class="org"><img src="/assets/icon.svg" alt="" width="24" height="24" /> Practice org</p>
      <h1>You are signed out</h1>
      ${
        came
          ? html`<p class="alert" role="alert">The browser stays here: this address is no Trusted Origin’s.</p>
              <p>
                What came as <code>fromURI</code>:<br />
                <code>${came.slice(0, 500)}</code>
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
