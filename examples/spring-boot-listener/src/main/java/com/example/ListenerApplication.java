package com.example;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.listener.CommonContainerStoppingErrorHandler;

/** A listener without code for verification: the interceptor in {@code application.yaml} does it. */
@SpringBootApplication
public class ListenerApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(ListenerApplication.class, arguments);
    }

    @KafkaListener(topics = "${dataset.topic}")
    void onEvent(ConsumerRecord<Object, Object> event) {
        System.out.println(event.offset() + " " + event.key() + " " + event.value());
    }

    /** After a refusal every poll throws a RefusedException: the listener stops, instead of polling again. */
    @Bean
    CommonContainerStoppingErrorHandler stopOnRefusal() {
        return new CommonContainerStoppingErrorHandler();
    }
}
