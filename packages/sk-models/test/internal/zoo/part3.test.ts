import { zooPart } from './zooPart.js';

zooPart(3);
