import { ApplicationRef, DOCUMENT, inject } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import { filter, take } from 'rxjs';
import { onKey } from '../keyboard/on-key';
import { adoptStyles } from '../styles';
import { DockState } from './dock-state';
import type { DockPanel } from './provide-dock';

/** Loads each panel when it is opened for the first time, and listens to their keys. Needs an injection context. */
export function mountDocks(panels: readonly DockPanel[]): void {
  const dock = inject(DockState);
  const application = inject(ApplicationRef);
  const document = inject(DOCUMENT);
  const opened = toObservable(dock.opened);

  const mount = async ({ load }: DockPanel): Promise<void> => {
    const { component, styles } = await load();
    if (styles) adoptStyles(document, styles);
    const host = document.createElement('div');
    document.body.append(host);
    application.bootstrap(component, host);
  };
  for (const panel of panels) {
    const first = opened.pipe(
      filter((name) => name === panel.name),
      take(1),
    );
    first.subscribe(() => void mount(panel).catch(reportError));
  }
  onKey((event, isSingle) => {
    const panel = isSingle ? panels.find(({ key }) => key === event.key) : undefined;
    if (!panel) return;
    event.preventDefault();
    dock.toggle(panel.name);
  });
}
