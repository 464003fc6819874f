import { html, type Html } from '../../pages/page.js';
import type { AdminContext } from '../context.js';

/** A section of a page, with its heading. */
interface Panel {
  /** Of the heading. */
  id: string;
  heading: string;
}

/** @param beside at the other end of the line of the heading, such as an Edit link */
export function panel({ id, heading, beside, body }: Panel & { beside?: Html | undefined; body: Html }): Html {
  return html`<section class="panel" aria-labelledby="${id}">${head({ id, heading }, beside)} ${body}</section>`;
}

/** The address of the form with which the settings on a page are edited. */
export function editPath(path: string): string {
  return `${path}?edit`;
}

/** Whether the form is to be shown. A user who may not change anything sees the settings instead. */
export function isEditing(ctx: AdminContext): boolean {
  return ctx.state.admin.mayChange && ctx.query['edit'] !== undefined;
}

/**
 * A link to where the settings in a panel are edited. Undefined for a user who may not change anything.
 *
 * @param subject what is edited, for a screen reader; left out: the text says it
 */
export function editLink(ctx: AdminContext, path: string, text = 'Edit', subject?: string): Html | undefined {
  if (!ctx.state.admin.mayChange) return undefined;
  return html`<a class="button small" href="${path}" ${subject && html`aria-label="${text} ${subject}"`}>${text}</a>`;
}

/**
 * A panel that is a form: its button stands below its fields, within the same edges. Users who may not change anything
 * see the fields, disabled, and no button.
 *
 * @param fields the rows of the form, or of the panel when they are of another kind
 * @param submit the text of the button
 * @param danger whether the button removes something
 * @param cancel where to go without a change
 */
export function formPanel(
  ctx: AdminContext,
  {
    id,
    heading,
    action,
    fields,
    submit = 'Save',
    danger = false,
    cancel,
  }: Panel & { action: string; fields: Html; submit?: string; danger?: boolean; cancel?: string },
): Html {
  const { mayChange, formToken } = ctx.state.admin;
  const rows = html`<div class="rows">${fields}</div>`;
  return html`<section class="${mayChange ? 'panel editing' : 'panel'}" aria-labelledby="${id}">
    ${head({ id, heading })}
    ${
      mayChange
        ? html`<form method="post" action="${action}" novalidate>
            <input type="hidden" name="token" value="${formToken}" />
            ${rows}
            <div class="foot">
              <button type="submit" ${danger ? html`class="danger"` : undefined}>${submit}</button>
              ${cancel && html`<a class="button" href="${cancel}">Cancel</a>`}
            </div>
          </form>`
        : html`<fieldset disabled>${rows}</fieldset>`
    }
  </section>`;
}

function head({ id, heading }: Panel, beside?: Html): Html {
  return html`<div class="head">
    <h2 id="${id}">${heading}</h2>
    ${beside}
  </div>`;
}
