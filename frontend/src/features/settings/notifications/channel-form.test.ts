import { describe, expect, it } from 'vitest';

import { ApiProblem, readProblem } from '../../../shared/api/problem.ts';
import { findMessage } from '../../../shared/messages/catalogue.ts';
import { loadCatalogue } from '../../../shared/messages/load-catalogue.ts';
import type { Text } from '../../../shared/messages/LocaleContext.tsx';
import { fill } from '../../../shared/messages/translate.ts';
import { serverErrors } from './channel-form.ts';

const german = await loadCatalogue('de');
const text: Text = (key, values = {}) => fill(findMessage(german, key), values, 'de');
const error = (pointer: string, code: string, detail = 'English.') => ({ pointer, detail, code, values: {} });

describe('what the server finds wrong with a channel', () => {
  it('stands at its field, in the admin’s language', () => {
    const refused = readProblem(422, { code: 'invalid', errors: [error('/url', 'private_network')] });
    expect(serverErrors(refused, text)).toEqual({ url: 'Diese Adresse führt in ein privates Netz; verwenden Sie eine öffentliche.' });
  });

  it('is said once for a list, at the list', () => {
    const errors = [error('/recipients/0', 'not_an_email'), error('/recipients/3', 'not_an_email'), error('/name', 'required')];
    expect(serverErrors(readProblem(422, { code: 'invalid', errors }), text)).toEqual({
      recipients: 'Das ist keine E-Mail-Adresse.', name: 'Füllen Sie dieses Feld aus.',
    });
  });

  it('is nothing when the line is down, or when no field is to blame', () => {
    expect(serverErrors(new TypeError('Failed to fetch'), text)).toEqual({});
    expect(serverErrors(new ApiProblem({ status: 409, code: 'too_many_channels' }), text)).toEqual({});
  });
});
