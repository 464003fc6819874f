import Router from '@koa/router';
import { html, type Html } from '../../pages/page.js';
import type { AdminContext, AdminState, Handler } from '../context.js';
import { facts, type Content } from './elements.js';
import { refusedPage, withItem } from './error-pages.js';
import { buttonForm } from './form.js';
import { backLink, seeOther, show } from './layout.js';
import { formPanel, panel } from './panel.js';

/** How something is deactivated, activated again and deleted. */
export interface Lifecycle<Item extends { status: 'ACTIVE' | 'INACTIVE' }> {
  /** Its name in texts. Notices begin with it: `origin-activated`, `origin-deactivated`, `origin-deleted`. */
  noun: string;
  /** Where the list is. The pages of an item are below it. */
  listPath: string;
  find: (id: string) => Item | undefined;
  about: (item: Item) => { id: string; name: string; fact: readonly [name: string, value: Content] };
  /** Whether only a deactivated item can be deleted. */
  deactivateFirst: boolean;
  texts: {
    /** On the page of an item. */
    active: string;
    inactive: string;
    /** The consequences, for the confirmation. */
    deactivate: string;
    delete: string;
  };
  activate: (ctx: AdminContext, item: Item) => void;
  deactivate: (ctx: AdminContext, item: Item) => void;
  delete: (ctx: AdminContext, item: Item) => void;
}

/** The section with the lifecycle buttons, on the page of an item. Undefined for a user who may not change anything. */
export function lifecycleSection<Item extends { status: 'ACTIVE' | 'INACTIVE' }>(
  ctx: AdminContext,
  { listPath, about, deactivateFirst, texts }: Lifecycle<Item>,
  item: Item,
): Html | undefined {
  if (!ctx.state.admin.mayChange) return undefined;
  const path = `${listPath}/${about(item).id}`;
  const isActive = item.status === 'ACTIVE';
  return panel({
    id: 'lifecycle',
    heading: 'Lifecycle',
    body: html`<ul class="action-list">
      <li>
        <p>${isActive ? texts.active : texts.inactive}</p>
        ${
          isActive
            ? html`<a class="button" href="${path}/deactivate">Deactivate</a>`
            : buttonForm(ctx, { action: `${path}/activate`, submit: 'Activate' })
        }
      </li>
      ${
        isActive && deactivateFirst
          ? undefined
          : html`<li>
              <p>${texts.delete}</p>
              <a class="button danger" href="${path}/delete">Delete</a>
            </li>`
      }
    </ul>`,
  });
}

/** The routes behind these buttons. Deactivating and deleting ask for confirmation. */
export function lifecycleRoutes<Item extends { status: 'ACTIVE' | 'INACTIVE' }>(
  lifecycle: Lifecycle<Item>,
): Router<AdminState> {
  const { noun, listPath, find, about, deactivateFirst, texts } = lifecycle;
  const to = (handle: (ctx: AdminContext, item: Item) => void): Handler => withItem(noun, find, handle);
  const confirm = (verb: 'Deactivate' | 'Delete', consequences: string): Handler =>
    to((ctx, item) => {
      const { id, name, fact } = about(item);
      const path = `${listPath}/${id}`;
      show(ctx, {
        title: `${verb} ${name}?`,
        above: backLink(path, name),
        body: formPanel(ctx, {
          id: 'confirmation',
          heading: 'Confirmation',
          action: `${path}/${verb.toLowerCase()}`,
          fields: html`<p>${consequences}</p>
            ${facts(fact)}`,
          submit: `${verb} ${noun}`,
          danger: true,
          cancel: path,
        }),
      });
    });
  return new Router<AdminState>({ prefix: `${listPath}/:id` })
    .get('/deactivate', confirm('Deactivate', texts.deactivate))
    .get('/delete', confirm('Delete', texts.delete))
    .post(
      '/deactivate',
      to((ctx, item) => {
        lifecycle.deactivate(ctx, item);
        seeOther(ctx, `${listPath}/${about(item).id}`, `${noun}-deactivated`);
      }),
    )
    .post(
      '/activate',
      to((ctx, item) => {
        lifecycle.activate(ctx, item);
        seeOther(ctx, `${listPath}/${about(item).id}`, `${noun}-activated`);
      }),
    )
    .post(
      '/delete',
      to((ctx, item) => {
        if (deactivateFirst && item.status === 'ACTIVE') {
          show(ctx, refusedPage(`Deactivate the ${noun} before you delete it. Nothing was changed.`, 403));
          return;
        }
        lifecycle.delete(ctx, item);
        seeOther(ctx, listPath, `${noun}-deleted`);
      }),
    );
}
