import { labelValueFault, nameFault, qualifiedNameFault, type NameRule } from '../../metadata/names.js';
import { hasFormat } from '../../structural/formats.js';
import { Format, Optional, type CelValue } from '../values.js';
import { on, onText, type Functions } from './signature.js';

type Faults = (text: string) => readonly string[];

const KNOWN: Readonly<Record<string, Faults>> = {
  byte: checked('byte'),
  date: checked('date'),
  datetime: checked('date-time'),
  dns1035Label: named('label-1035'),
  dns1035LabelPrefix: named('label-1035', true),
  dns1123Label: named('label'),
  dns1123LabelPrefix: named('label', true),
  dns1123Subdomain: named('subdomain'),
  dns1123SubdomainPrefix: named('subdomain', true),
  labelValue: (text) => listOf(labelValueFault(text)),
  qualifiedName: (text) => listOf(qualifiedNameFault(text)),
  uri: checked('uri'),
  uuid: checked('uuid'),
};

/** Named formats, and the check of a text against one. */
export const FORMATS: { readonly functions: Functions; readonly methods: Functions } = {
  functions: {
    ...Object.fromEntries(
      Object.entries(KNOWN).map(([name, faults]) => [`format.${name}`, () => new Format(name, faults)]),
    ),
    'format.named': onText('format.named', (name) => {
      const faults = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
      return faults ? new Optional(new Format(name, faults)) : new Optional();
    }),
  },
  methods: {
    validate: on('validate', isFormat, ({ faults }, [text]) => {
      const found = faults(typeof text === 'string' ? text : '');
      return found.length === 0 ? new Optional() : new Optional(found);
    }),
  },
};

function checked(format: string): Faults {
  return (text) => (hasFormat(text, format) ? [] : [`is not a ${format}`]);
}

function named(rule: NameRule, prefix = false): Faults {
  return (text) =>
    listOf(nameFault(prefix && text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text, rule));
}

function listOf(fault: string | undefined): readonly string[] {
  return fault === undefined ? [] : [fault];
}

function isFormat(value: CelValue | undefined): value is Format {
  return value instanceof Format;
}
