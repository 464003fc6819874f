import { SettingsError } from '../../model/settings-error.js';
import { html, type Html } from '../../pages/page.js';
import type { AdminContext } from '../context.js';

/** What is in the fields of a form, by name: saved values, or what was typed. A checkbox is off when its value is empty. */
export type Values = Record<string, string>;

/** What is wrong with a form, by name of the field; under the empty name what belongs to no field. */
export type Errors = Record<string, string>;

/** What a form shows. */
export interface FormContent {
  values: Values;
  errors?: Errors;
}

/** The fields of a posted form, to be checked, and to be shown again if something is wrong. */
export function postedValues(ctx: AdminContext): Values {
  return Object.fromEntries(ctx.state.form);
}

/** Settings by their names in Okta's API: the field of each, and its label. */
export type FieldNames = Record<string, readonly [field: string, label: string]>;

/**
 * Makes a change.
 *
 * @param fields to which the errors of the settings belong
 * @returns the result of the change, or the errors for which it was refused; the first one of each field
 */
export function attempt<Result>(
  change: () => Result,
  fields: FieldNames = {},
): { result: Result; errors?: never } | { errors: Errors } {
  try {
    return { result: change() };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const errors: Errors = {};
    for (const [path, message] of error.problems) {
      const [field, label] = fields[path.replace(/\[.*/, '')] ?? [''];
      errors[field] ??= label === undefined ? message : `${label}: ${message}`;
    }
    return { errors };
  }
}

/**
 * A form that is one button. Undefined for a user who may not change anything.
 *
 * @param hidden what it sends, by name
 * @param danger whether the button removes something
 */
export function buttonForm(
  ctx: AdminContext,
  { action, hidden = {}, submit, danger }: { action: string; hidden?: Values; submit: string | Html; danger?: boolean },
): Html | undefined {
  const { mayChange, formToken } = ctx.state.admin;
  if (!mayChange) return undefined;
  return html`<form method="post" action="${action}">
    ${Object.entries({ token: formToken, ...hidden }).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}
    <button type="submit" ${danger ? html`class="danger"` : undefined}>${submit}</button>
  </form>`;
}

/** The errors above a form, each with a link to its field. */
export function errorSummary(errors: Errors): Html {
  return html`<div class="alert" role="alert">
    <p><strong>Nothing was changed.</strong> Correct the following:</p>
    <ul>
      ${Object.entries(errors).map(
        ([name, text]) => html`<li>${name === '' ? text : html`<a href="#${name}">${text}</a>`}</li>`,
      )}
    </ul>
  </div>`;
}

interface Field {
  name: string;
  label: string;
  hint?: string;
  /** Whether the focus is here when the page opens, unless something is wrong with the form. Of radios: the checked one. */
  focus?: boolean;
}

export function textField({ values, errors }: FormContent, field: Field): Html {
  const { name } = field;
  return labeled(
    field,
    errors,
    html`<input
      id="${name}"
      name="${name}"
      type="text"
      value="${values[name]}"
      ${ariaAttributes(name, field.hint, errors?.[name])}
      autocomplete="off"
      ${field.focus && !errors ? html`autofocus` : undefined}
    />`,
  );
}

export function numberField({ values, errors }: FormContent, field: Field & { unit: string }): Html {
  const { name, unit } = field;
  return labeled(
    field,
    errors,
    html`<span class="number"
      ><input
        id="${name}"
        name="${name}"
        type="text"
        inputmode="numeric"
        value="${values[name]}"
        ${ariaAttributes(name, field.hint, errors?.[name])}
        autocomplete="off"
      />
      ${unit}</span
    >`,
  );
}

export function textArea({ values, errors }: FormContent, field: Field & { rows: number }): Html {
  const { name, rows } = field;
  // HTML drops the line break after the tag, so that one at the beginning of the value stays.
  return labeled(
    field,
    errors,
    html`<textarea
      id="${name}"
      name="${name}"
      rows="${rows}"
      ${ariaAttributes(name, field.hint, errors?.[name])}
      spellcheck="false"
      autocomplete="off"
    >
${values[name]}</textarea>`,
  );
}

/** @param options by their values, what is shown of each */
export function selectField({ values, errors }: FormContent, field: Field, options: Record<string, string>): Html {
  const { name } = field;
  return labeled(
    field,
    errors,
    html`<select id="${name}" name="${name}" ${ariaAttributes(name, field.hint, errors?.[name])}>
      ${Object.entries(options).map(
        ([value, text]) =>
          html`<option value="${value}" ${values[name] === value ? html`selected` : undefined}>${text}</option>`,
      )}
    </select>`,
  );
}

/** Choices that belong together. */
export function choices(legend: string, options: Html, error?: { id: string; text: string | undefined }): Html {
  return html`<fieldset class="field" ${error?.text && html`aria-describedby="${error.id}"`}>
    <legend>${legend}</legend>
    <div class="control">${error?.text && html`<p class="error" id="${error.id}">${error.text}</p>`} ${options}</div>
  </fieldset>`;
}

export function checkbox({ values }: FormContent, field: Field): Html {
  return choice({ ...field, id: field.name, type: 'checkbox', value: 'true', checked: Boolean(values[field.name]) });
}

/** A choice that an app of this type always has. */
export function fixedCheckbox(name: string, label: string): Html {
  return choice({ id: name, name, label, type: 'checkbox', value: 'true', checked: true, disabled: true });
}

/** One of several values that the field can have. */
export function radio({ values }: FormContent, field: Field & { value: string }): Html {
  const { name, value } = field;
  return choice({ ...field, id: `${name}-${value}`, type: 'radio', checked: values[name] === value });
}

interface Choice extends Field {
  id: string;
  type: 'checkbox' | 'radio';
  value: string;
  checked: boolean;
  disabled?: boolean;
}

function choice({ id, name, type, value, label, hint, focus, checked, disabled }: Choice): Html {
  return html`<div class="choice">
    <input
      id="${id}"
      name="${name}"
      type="${type}"
      value="${value}"
      ${checked ? html`checked` : undefined}
      ${disabled ? html`disabled` : undefined}
      ${ariaAttributes(id, hint)}
      ${focus && checked ? html`autofocus` : undefined}
    />
    <label for="${id}">${label}</label>
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : undefined}
  </div>`;
}

function labeled({ name, label, hint }: Field, errors: Errors | undefined, control: Html): Html {
  const error = errors?.[name];
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <div class="control">
      ${control} ${error ? html`<p class="error" id="${name}-error">${error}</p>` : undefined}
      ${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : undefined}
    </div>
  </div>`;
}

/** Attributes that connect a control with its hint and its error. */
function ariaAttributes(id: string, hint?: string, error?: string): Html {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return html`${ids ? html`aria-describedby="${ids}"` : undefined} ${error ? html`aria-invalid="true"` : undefined}`;
}
