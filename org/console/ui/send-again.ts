import { html, type Html } from '../../pages/page.js';
import type { AdminContext } from '../session/admin.js';
import { show } from './layout.js';
import { ADMIN_PATH } from '../paths.js';

/**
 * Answers a form that came without its session, with all that was entered: the session may have ended while somebody
 * typed. Nothing is changed before the person has looked at it and sent it again.
 */
export function showSendAgain(ctx: AdminContext): void {
  const { admin, form } = ctx.state as Partial<AdminContext['state']> & Pick<AdminContext['state'], 'form'>;
  const entered = [...form].filter(([name]) => name !== 'token');
  show(ctx, {
    title: 'Nothing was changed yet',
    status: admin ? 409 : 401,
    body: html`<p class="alert" role="alert">
        ${admin ? 'This form was opened in an earlier session.' : 'Your session ended before this form was sent.'} What
        you entered is kept on this page.
      </p>
      ${
        admin
          ? undefined
          : html`<p>
              <a href="${ADMIN_PATH}" target="_blank" rel="noopener">Sign in (opens a new tab)</a>, then come back and
              send the form again.
            </p>`
      }
      <form method="post" action="${ctx.path}">
        <input type="hidden" name="token" value="${admin?.formToken}" />
        ${entered.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
        ${enteredList(entered.filter(([name, value]) => value !== '' && !name.startsWith('was.')))}
        <p class="actions"><button type="submit">Send again</button></p>
      </form>`,
  });
}

function enteredList(entered: [string, string][]): Html | undefined {
  if (entered.length === 0) return undefined;
  return html`<h2>What will be sent</h2>
    <dl class="facts">
      ${entered.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd class="entered">${value}</dd>`,
      )}
    </dl>`;
}
