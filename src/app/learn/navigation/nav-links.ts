import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { isActive, Router, RouterLink } from '@angular/router';
import { linkedPages } from './provide-page';

/** The ways to the pages of this folder, in the navigation of an app. */
@Component({
  selector: 'app-learn-links',
  imports: [RouterLink],
  template: `
    @for (link of links; track link.path) {
      <a [routerLink]="link.path" [attr.aria-current]="link.isActive() ? 'page' : null">{{ link.name }}</a>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NavLinks {
  readonly #router = inject(Router);

  protected readonly links = linkedPages(this.#router.config).map((page) => ({
    ...page,
    isActive: isActive(page.path, this.#router, { paths: 'exact' }),
  }));
}
