/* The same figures as the tiles, as a table. */
import type { AppNumbers } from '../../shared/api/types.ts';
import { Link } from '../../shared/routing/Link.tsx';
import { useFormat, useText } from '../../shared/messages/LocaleContext.tsx';
import { browserAddress } from '../../shared/routing/browser-state.ts';
import { FigureLink } from './FigureLink.tsx';
import { listFigures, withAccess } from './figures.ts';

interface Props {
  apps: readonly AppNumbers[];
  days: number;
}

export function AppTable({ apps, days }: Props) {
  const text = useText();
  const format = useFormat();
  return (
    <div className="table-scroll">
      <table className="small-table">
        <caption className="visually-hidden">{text('dashboard.appsTitle')}</caption>
        <thead>
          <tr>
            <th scope="col">{text('dashboard.app')}</th>
            <th scope="col" className="number">{text('dashboard.active')}</th>
            <th scope="col" className="number">{text('dashboard.inactive')}</th>
            <th scope="col" className="number">{text('dashboard.never')}</th>
            <th scope="col" className="number">{text('dashboard.unknown')}</th>
            <th scope="col" className="number">{text('dashboard.total')}</th>
            <th scope="col" className="number">{text('dashboard.billable')}</th>
          </tr>
        </thead>
        <tbody>
          {apps.map((app) => (
            <tr key={app.resource_id}>
              <th scope="row">{app.label}</th>
              {listFigures(app, days).map((figure) => (
                <td key={figure.key} className="number">
                  <FigureLink figure={figure} />
                </td>
              ))}
              <td className="number">
                <Link to={browserAddress({ specification: withAccess(app.resource_id) })}>
                  {format.number(app.total)}
                </Link>
              </td>
              <td className="number">{format.number(app.billable)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
