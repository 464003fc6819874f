import { html, type Html } from '../../pages/page.js';
import type { AdminContext } from '../session/admin.js';

/** What is wrong with a form, by the name of the field. */
export type Errors = Record<string, string>;

/**
 * A form that changes something. Somebody who may not change anything sees it filled in, but without a button.
 *
 * @param submit the button's text
 * @param danger whether the button takes something away
 */
export function form(
  ctx: AdminContext,
  { action, fields, submit, danger }: { action: string; fields?: Html; submit: string | Html; danger?: boolean },
): Html {
  const { mayChange, formToken } = ctx.state.admin;
  if (!mayChange) return html`<fieldset class="plain" disabled>${fields}</fieldset>`;
  return html`<form method="post" action="${action}" novalidate>
    <input type="hidden" name="token" value="${formToken}" />
    ${fields}
    <p class="actions"><button type="submit" ${danger ? html`class="danger"` : undefined}>${submit}</button></p>
  </form>`;
}

/** Names each error above the form, with a link to its field. */
export function errorSummary(errors: Errors): Html | undefined {
  const all = Object.entries(errors);
  if (all.length === 0) return undefined;
  return html`<div class="alert" role="alert">
    <p><strong>Nothing was changed.</strong> Please correct:</p>
    <ul>
      ${all.map(([name, text]) => html`<li><a href="#${name}">${text}</a></li>`)}
    </ul>
  </div>`;
}

interface Field {
  name: string;
  label: string;
  value: string;
  hint?: string;
  error?: string;
  /** Stands behind a number. */
  unit?: string;
}

export function textField(field: Field): Html {
  return around(
    field,
    html`<input
      id="${field.name}"
      name="${field.name}"
      type="text"
      value="${field.value}"
      ${described(field)}
      autocomplete="off"
    />`,
  );
}

export function numberField(field: Field): Html {
  return around(
    field,
    html`<span class="number"
      ><input
        id="${field.name}"
        name="${field.name}"
        type="text"
        inputmode="numeric"
        value="${field.value}"
        ${described(field)}
        autocomplete="off"
      />
      ${field.unit}</span
    >`,
  );
}

export function textArea(field: Field & { rows: number }): Html {
  // The line break after the tag is one that HTML drops; one that was entered stays.
  return around(
    field,
    html`<textarea
      id="${field.name}"
      name="${field.name}"
      rows="${field.rows}"
      ${described(field)}
      spellcheck="false"
      autocomplete="off"
    >
${field.value}</textarea>`,
  );
}

export function checkbox({
  name,
  label,
  hint,
  checked,
  disabled = false,
}: Pick<Field, 'name' | 'label' | 'hint'> & { checked: boolean; disabled?: boolean }): Html {
  return html`<div class="choice">
    <input
      id="${name}"
      name="${name}"
      type="checkbox"
      value="true"
      ${checked ? html`checked` : undefined}
      ${disabled ? html`disabled` : undefined}
      ${described({ name, hint })}
    />
    <label for="${name}">${label}</label>
    ${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : undefined}
  </div>`;
}

/** One of several choices that share a name. */
export function radio({
  name,
  value,
  label,
  hint,
  checked,
}: Pick<Field, 'name' | 'value' | 'label' | 'hint'> & { checked: boolean }): Html {
  const id = `${name}-${value}`;
  return html`<div class="choice">
    <input
      id="${id}"
      type="radio"
      name="${name}"
      value="${value}"
      ${checked ? html`checked` : undefined}
      ${described({ name: id, hint })}
    />
    <label for="${id}">${label}</label>
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : undefined}
  </div>`;
}

function around({ name, label, hint, error }: Field, control: Html): Html {
  return html`<div class="field">
    <label for="${name}">${label}</label>
    ${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : undefined}
    ${error ? html`<p class="error" id="${name}-error">${error}</p>` : undefined} ${control}
  </div>`;
}

function described({ name, hint, error }: Pick<Field, 'name' | 'hint' | 'error'>): Html | undefined {
  const ids = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  return html`${ids ? html`aria-describedby="${ids}"` : undefined} ${error ? html`aria-invalid="true"` : undefined}`;
}
