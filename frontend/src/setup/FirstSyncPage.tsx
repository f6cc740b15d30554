import type { Me } from '../api/types.ts';
export default function FirstSyncPage({ me }: { me: Me }) { return <>{me.account_id}</>; }
