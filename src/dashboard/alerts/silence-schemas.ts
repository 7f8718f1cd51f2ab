import { z } from 'zod';

export const silenceQuerySchema = z.strictObject({
  preview: z.stringbool('must be true or false').default(false).describe('Only say what it would keep quiet'),
});
