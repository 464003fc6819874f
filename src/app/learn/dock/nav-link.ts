import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { isActive, Router, RouterLink } from '@angular/router';

/** The way to the page of the inspector, in the navigation of an app. */
@Component({
  selector: 'app-inspector-link',
  imports: [RouterLink],
  template: `<a routerLink="/inspector" [attr.aria-current]="isActive() ? 'page' : null">Inspector</a>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NavLink {
  protected readonly isActive = isActive('/inspector', inject(Router), { paths: 'exact' });
}
