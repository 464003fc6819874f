import type { Middleware } from 'koa';
import type { OrgContext } from '../context.js';
import { html, page, PAGE_POLICY } from './page.js';

/** An endpoint as the front page lists it. */
type Endpoint = readonly [method: string, path: string, scope: string, role: string];

/** The org's own front page: what it is, and where its parts are. */
export function home({ origin, directory }: OrgContext, endpoints: readonly Endpoint[]): Middleware {
  return (ctx, next) => {
    if (ctx.path !== '/' || !['GET', 'HEAD'].includes(ctx.method)) return next();
    ctx.type = 'html';
    ctx.set('Content-Security-Policy', PAGE_POLICY);
    ctx.body = page({
      title: 'About this org',
      body: html`<main class="card wide">
        <p class="org"><img src="/assets/icon.svg" alt="" width="24" height="24" /> Practice org</p>
        <h1>A local org to practise DPoP with</h1>
        <p>
          It answers like an Okta org: it signs people in, issues tokens, and refuses requests whose proof is missing or
          wrong. Everything in it is made up, and nobody outside this machine can reach it.
        </p>
        <dl>
          <dt>Issuer</dt>
          <dd><code>${origin}</code></dd>
          <dt>People</dt>
          <dd>${directory.users().length}</dd>
        </dl>
        <h2>Apps</h2>
        <ul>
          ${directory.apps().map(
            ({ label, client_id: clientId, dpop_bound_access_tokens: bound }) =>
              html`<li>
                ${label} <span class="muted">· ${bound ? 'requires DPoP' : 'bearer tokens'}</span><br />
                <code>${clientId}</code>
              </li>`,
          )}
        </ul>
        <h2>To administer</h2>
        <p><a href="/admin">Admin Console</a></p>
        <h2>To read</h2>
        <ul>
          <li><a href="/.well-known/openid-configuration">What its authorization server can do</a></li>
          <li><a href="/oauth2/v1/keys">Its public keys</a></li>
        </ul>
        <h2>To call with an access token</h2>
        <details>
          <summary>${endpoints.length} endpoints, each with its least scope and admin role</summary>
          <ul>
            ${endpoints.map(
              ([method, path, scope, role]) =>
                html`<li>
                  <code>${method} ${path}</code><br />
                  <span class="muted">${scope} · ${role === 'none' ? 'no role' : role}</span>
                </li>`,
            )}
          </ul>
        </details>
      </main>`,
    });
    return undefined;
  };
}
