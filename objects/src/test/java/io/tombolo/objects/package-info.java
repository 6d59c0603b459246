@org.jspecify.annotations.NullMarked
package io.tombolo.objects;
