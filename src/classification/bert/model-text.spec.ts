import { modelText } from './model-text';

describe('modelText', () => {
  it.each([
    ['Failed password for <IP> port <NUM>', 'Failed password for ip port num'],
    ['<NUM>ms of <NUM>%', 'numms of num%'],
    ['a <b> tag and List<String> stay', 'a <b> tag and List<String> stay'],
    ['nothing to do', 'nothing to do'],
  ])('%s -> %s', (template, text) => {
    expect(modelText(template)).toBe(text);
  });
});
