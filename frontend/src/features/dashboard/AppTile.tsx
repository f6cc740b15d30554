/* One app: who uses it, as a bar and as figures that open the User Browser. */
import Tooltip from '@atlaskit/tooltip';

import type { AppNumbers } from '../../shared/api/types.ts';
import { Link } from '../../shared/routing/Link.tsx';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { browserAddress } from '../../shared/routing/browser-state.ts';
import { FigureLink } from './FigureLink.tsx';
import { countUsers, type Figure, listFigures, withAccess } from './figures.ts';

function Bar({ app, figures }: { app: AppNumbers; figures: readonly Figure[] }) {
  const text = useText();
  const { active, inactive, never, unknown } = app;
  return (
    <div className="bar" role="img" aria-label={text('dashboard.barLabel', { app: app.label, active, inactive, never, unknown })}>
      {figures.map(({ key, count }) =>
        count > 0 ? <span key={key} className={`bar-part bar-${key}`} style={{ flexGrow: count }} /> : null,
      )}
    </div>
  );
}

function Seatless({ count }: { count: number }) {
  const text = useText();
  return (
    <Tooltip content={text('dashboard.seatlessNote')} tag="span">
      <span className="small subtle">{text('dashboard.seatless', { count })}</span>
    </Tooltip>
  );
}

export function AppTile({ app, days }: { app: AppNumbers; days: number }) {
  const text = useText();
  const figures = listFigures(app, days);
  const users = countUsers(app);
  return (
    <li className="tile">
      <h3 className="tile-title">{app.label}</h3>
      <Link to={browserAddress({ specification: withAccess(app.resource_id) })} className="small">
        {text('dashboard.withAccess', { count: app.total })}
      </Link>
      {users < app.total && <Seatless count={app.total - users} />}
      {users > 0 && <Bar app={app} figures={figures} />}
      {users > 0 && (
        <ul className="figures">
          {figures.map((figure) =>
            figure.key === 'unknown' && figure.count === 0 ? null : (
              <li key={figure.key} className="figure">
                <span className={`dot bar-${figure.key}`} aria-hidden="true" />
                <span className="figure-label">{text(figure.label)}</span>
                <FigureLink figure={figure} />
              </li>
            ),
          )}
        </ul>
      )}
      <Tooltip content={text('dashboard.billableNote')} tag="span">
        <span className="small subtle">{text('dashboard.billableOf', { count: app.billable })}</span>
      </Tooltip>
    </li>
  );
}
