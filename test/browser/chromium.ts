import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';

/** Names of the browser in Debian's packages, the smallest first. */
const NAMES = ['chromium-headless-shell', 'chromium'];

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly resolve: (result: Readonly<Record<string, unknown>>) => void;
  readonly reject: (error: Error) => void;
}

/** A browser without a window, driven over two pipes by its own protocol. */
export class Chromium {
  /** What pages complained of, and what they asked the network for. */
  readonly complaints: string[] = [];
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;
  private rest = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly profile: string,
    private readonly input: Writable,
    output: Readable,
  ) {
    output.setEncoding('utf8');
    output.on('data', (text: string) => this.read(text));
  }

  /** Starts the browser that is installed. */
  static start(): Chromium {
    const program = NAMES.find((name) => spawnSync(name, ['--version']).status === 0);
    if (program === undefined) throw new Error(`Install one of ${NAMES.join(', ')}: none of them is there.`);
    const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--remote-debugging-pipe'];
    const child = spawn(program, [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    const [input, output] = [child.stdio[3], child.stdio[4]];
    if (!(input instanceof Writable) || !(output instanceof Readable)) throw new Error('the browser has no pipes');
    return new Chromium(child, profile, input, output);
  }

  /** Opens a page of its own and waits until it stands. */
  async open(url: string): Promise<Page> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page((method, params) => this.send(method, params, String(sessionId)));
    await page.load(url);
    return page;
  }

  /** Ends the browser. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    await this.send('Browser.close', {});
    await ended;
    this.input.destroy();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  private send(method: string, params: object, sessionId?: string): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.last;
    this.input.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  private read(text: string): void {
    const messages = (this.rest + text).split('\0');
    this.rest = messages.pop() ?? '';
    for (const message of messages) this.take(JSON.parse(message) as Reply);
  }

  private take({ id, method, params, result, error }: Reply): void {
    if (method === 'Runtime.exceptionThrown' || method === 'Log.entryAdded')
      this.complaints.push(JSON.stringify(params));
    if (method === 'Network.requestWillBeSent') {
      const { url } = Object(params?.['request']) as { readonly url?: string };
      if (url !== undefined && !url.startsWith('file:')) this.complaints.push(`asked for ${url}`);
    }
    const waiting = id === undefined ? undefined : this.waiting.get(id);
    if (id === undefined || waiting === undefined) return;
    this.waiting.delete(id);
    if (error === undefined) waiting.resolve(result ?? {});
    else waiting.reject(new Error(error.message));
  }
}

type Send = (method: string, params: object) => Promise<Readonly<Record<string, unknown>>>;

/** A page of the browser. */
export class Page {
  constructor(private readonly send: Send) {}

  /** Goes to an address, and waits until the page has run its script. */
  async load(url: string): Promise<void> {
    for (const domain of ['Runtime', 'Log', 'Network', 'Page']) await this.send(`${domain}.enable`, {});
    await this.send('Page.navigate', { url });
    while ((await this.evaluate<string>('document.readyState + location.protocol')) !== 'completefile:') {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Value of an expression in the page. The caller says what it is. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, returnByValue: true });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { readonly value: T }).value;
  }

  /** Size of the window, and the theme that the user prefers. */
  async show(width: number, height: number, theme: 'light' | 'dark' = 'light'): Promise<void> {
    await this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    const features = [{ name: 'prefers-color-scheme', value: theme }];
    await this.send('Emulation.setEmulatedMedia', { features });
  }

  /** Clicks with the mouse, as a user would. */
  async click(x: number, y: number): Promise<void> {
    for (const type of ['mousePressed', 'mouseReleased']) {
      await this.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 });
    }
  }

  /** Presses a key. */
  async press(key: string): Promise<void> {
    for (const type of ['keyDown', 'keyUp']) await this.send('Input.dispatchKeyEvent', { type, key });
  }

  /** The page as a PNG. */
  async screenshot(): Promise<Buffer> {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true });
    return Buffer.from(String(data), 'base64');
  }
}
