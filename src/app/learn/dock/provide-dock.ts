import { InjectionToken, type Provider, type Type } from '@angular/core';
import type { DockName } from './dock-state';

/** A panel beside the app. */
export interface DockPanel {
  name: DockName;
  /** The key that opens and closes it. */
  key: string;
  /** Its code, and its own style sheets. Called when it is opened for the first time. */
  load: () => Promise<{ component: Type<unknown>; styles?: readonly string[] }>;
}

export const DOCK_PANELS = new InjectionToken<readonly DockPanel[]>('dock panels');

/** Adds a panel to the app. The inspector mounts it. */
export function provideDock(panel: DockPanel): Provider {
  return { provide: DOCK_PANELS, multi: true, useValue: panel };
}
