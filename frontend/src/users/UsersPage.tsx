/* Users. */
import { PageHeader } from '../components/PageHeader.tsx';
import { useText } from '../messages/LocaleContext.tsx';

export default function UsersPage() {
  const text = useText();
  return <PageHeader title={text('shell.users')} />;
}
