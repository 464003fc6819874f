import { html, type Html } from '../../pages/page.js';
import type { AdminContext } from '../session/admin.js';
import { wayBack } from '../apps/app-layout.js';
import { form } from './form.js';
import { show } from './layout.js';

/** A question before something is taken away. */
export interface Question {
  title: string;
  /** What will be so afterwards. */
  what: string;
  /** What it is about, and its page. */
  about: { kind: string; name: string; path: string; facts: Html };
  /** Where the answer goes. */
  action: string;
  /** The button's text. */
  submit: string;
}

/** Answers with a page that asks whether something is to be done. */
export function ask(ctx: AdminContext, { title, what, about, action, submit }: Question): void {
  show(ctx, {
    title,
    above: wayBack(about.path, about.name),
    body: html`<section class="panel" aria-label="${about.kind}">
      <p>${what}</p>
      <dl class="facts">${about.facts}</dl>
      ${form(ctx, { action, submit, danger: true })}
      <p><a href="${about.path}">Keep it as it is</a></p>
    </section>`,
  });
}
