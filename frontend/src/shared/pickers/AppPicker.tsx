/* Chooses apps of the organization; the label names the site. */
import { useApps } from '../queries/directory.ts';
import { useText } from '../messages/LocaleContext.tsx';
import { ListPicker } from './ListPicker.tsx';

interface Props {
  inputId?: string;
  label: string;
  value: readonly string[];
  onChange: (apps: string[]) => void;
  placeholder?: string;
  isInvalid?: boolean;
}

export function AppPicker(props: Props) {
  const text = useText();
  const apps = useApps();
  const choices = (apps.data ?? []).map((app) => ({ value: app.resource_id, label: app.label }));
  return (
    <ListPicker
      {...props}
      choices={choices}
      isLoading={apps.isPending}
      placeholder={props.placeholder ?? text('filters.chooseApps')}
    />
  );
}
