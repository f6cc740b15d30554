/* The German catalogue, one file per area as in English. The compiler sees to it that none is missing. */
import type { Catalogue } from '../catalogue.ts';
import { common } from './words.ts';
import { changes } from './changes.ts';
import { dashboard } from './dashboard.ts';
import { doctor } from './doctor.ts';
import { faults } from './faults.ts';
import { filters } from './filters.ts';
import { health } from './health.ts';
import { modes } from './modes.ts';
import { notifications } from './notifications.ts';
import { person } from './person.ts';
import { problems } from './problems.ts';
import { runs } from './runs.ts';
import { sentence } from './sentence.ts';
import { events, settings } from './settings.ts';
import { setup } from './setup.ts';
import { shell } from './shell.ts';
import { tasks } from './tasks.ts';
import { users } from './users.ts';

export const de: Catalogue = { common, shell, setup, changes, dashboard, faults, filters, sentence, users, settings, events, modes, notifications, health, doctor, person, problems, tasks, runs };
