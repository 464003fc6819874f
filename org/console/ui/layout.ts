import { html, page, SCRIPT_POLICY, type Html } from '../../pages/page.js';
import { fullName, ROLE_NAMES } from '../../model/user.js';
import type { Admin, AdminContext, NavigationLink } from '../context.js';
import { ADMIN_PATH, SIGN_OUT_PATH } from '../paths.js';
import { errorSummary, type Errors } from './form.js';
import { switchedOnBanner } from './switched-on.js';

/** A page of the console. */
export interface ConsolePage {
  /** Its heading. */
  title: string;
  body: Html;
  /** Left out: 200, or 400 with errors. */
  status?: number;
  /** Above the heading, such as a link back to a list. */
  above?: Html;
  /** Beside the heading. */
  beside?: Html;
  /** Below the heading, above errors. */
  tabs?: Html;
  /** Of the form on this page, which was not accepted. The page's title begins with "Error". */
  errors?: Errors | undefined;
  /** Path of a script that makes something easier. Without it the page still does all it is for. */
  script?: string;
}

/** Answers with a page of the console. */
export function show(
  ctx: AdminContext,
  { title, body, above, beside, tabs, errors, script, ...rest }: ConsolePage,
): void {
  // Before signing in there is no admin.
  const { admin } = ctx.state as Partial<AdminContext['state']>;
  const { status = errors ? 400 : 200 } = rest;
  const notice = status === 200 ? ctx.state.notices.get(String(ctx.query['notice'])) : undefined;
  ctx.status = status;
  ctx.type = 'html';
  if (script !== undefined) ctx.set('Content-Security-Policy', SCRIPT_POLICY);
  ctx.body = page({
    title: `${errors ? 'Error: ' : ''}${title} · Admin Console`,
    styles: ['/assets/admin.css'],
    script,
    body: html`<a class="skip" href="#main">Skip to content</a>
      <header class="bar">
        <a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="24" height="24" /> Practice org</a>
        <span class="product">Admin Console</span>
        ${admin && account(admin)}
      </header>
      <div class="frame">
        ${admin?.role ? navigation(ctx.path, ctx.state.navigation) : undefined}
        <main id="main" tabindex="-1">
          ${admin?.role ? switchedOnBanner(ctx) : undefined}
          ${notice && html`<p class="notice" role="status">${notice}</p>`} ${above}
          <div class="heading">
            <h1>${title}</h1>
            ${beside}
          </div>
          ${tabs} ${errors && errorSummary(errors)} ${body}
        </main>
      </div>`,
  });
}

/**
 * Answers an accepted form with a redirect, so that reloading the next page does not send the form again.
 *
 * @param notice the name of the message there
 * @throws RangeError for a name that no area has
 */
export function seeOther(ctx: AdminContext, path: string, notice: string): void {
  if (!ctx.state.notices.has(notice)) throw new RangeError(`There is no notice "${notice}".`);
  ctx.status = 303;
  ctx.redirect(`${path}?notice=${notice}`);
}

/** A link to the page above this one. */
export function backLink(path: string, label: string): Html {
  return html`<p class="back">
    <a href="${path}"><span aria-hidden="true">←</span> ${label}</a>
  </p>`;
}

function navigation(path: string, links: readonly NavigationLink[]): Html {
  const isCurrent = (target: string): boolean =>
    path === target || (target !== ADMIN_PATH && path.startsWith(`${target}/`));
  return html`<nav class="sections" aria-label="Console">
    <ul>
      ${links.map(
        ([target, label]) =>
          html`<li>
            <a href="${target}" ${isCurrent(target) ? html`aria-current="page"` : undefined}>${label}</a>
          </li>`,
      )}
    </ul>
  </nav>`;
}

function account({ user, role, formToken }: Admin): Html {
  return html`<p class="who">${fullName(user)}, ${role ? ROLE_NAMES[role] : 'No admin role'}</p>
    <form method="post" action="${SIGN_OUT_PATH}">
      <input type="hidden" name="token" value="${formToken}" />
      <button type="submit">Sign out</button>
    </form>`;
}
