import { story } from './support/story.ts';
import { webHa } from './support/web-ha.ts';

await story(webHa('D', 'web-ha', ['lb01', 'lb02'], '198.51.100.111'));
