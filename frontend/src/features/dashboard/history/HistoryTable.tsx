/* The numbers behind a chart, newest first: for screen readers, and for whoever wants them exactly. */
import type { AppHistory } from '../../../shared/api/types.ts';
import { useFormat, useText } from '../../../shared/messages/LocaleContext.tsx';
import { LINES } from './history.ts';

export function HistoryTable({ app }: { app: AppHistory }) {
  const text = useText();
  const format = useFormat();
  return (
    // Focusable, so that a long table can be scrolled by keyboard.
    <div className="history-table" tabIndex={0} role="group" aria-label={text('dashboard.historyOf', { app: app.label })}>
      <table className="small-table">
        <caption className="visually-hidden">{text('dashboard.historyOf', { app: app.label })}</caption>
        <thead>
          <tr>
            <th scope="col">{text('dashboard.day')}</th>
            {LINES.map(({ key, label }) => (
              <th key={key} scope="col" className="number">{text(label)}</th>
            ))}
            <th scope="col" className="number">{text('dashboard.total')}</th>
          </tr>
        </thead>
        <tbody>
          {[...app.days].reverse().map((numbers) => (
            <tr key={numbers.day}>
              <th scope="row" className="nowrap">{format.day(numbers.day)}</th>
              {LINES.map(({ key }) => (
                <td key={key} className="number">{format.number(numbers[key])}</td>
              ))}
              <td className="number">{format.number(numbers.total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
